"""By which columns of which tables an address asks for its row: read off the queries it makes."""

import re

COMPARED = re.compile(r'"(\w+)"\."(\w+)"(?:::\w+)? (?:=|IN \()\s*%s')
ALIAS = re.compile(r'"(\w+)" ([TUV]\d+)\b')


class Watch:
    """Which columns queries compare with one of `keys`."""

    def __init__(self):
        self.keys, self.found = set(), set()

    def __call__(self, execute, sql, params, many, context):
        given = [plain(one) for one in params or ()]
        if not many and self.keys.intersection(given):
            tables = dict((alias, table) for table, alias in ALIAS.findall(sql))
            for match in COMPARED.finditer(sql):
                number = sql.count("%s", 0, match.end()) - 1
                if number < len(given) and given[number] in self.keys:
                    self.found.add((tables.get(match[1], match[1]), match[2]))
        return execute(sql, params, many, context)


def plain(key):
    """A key as both databases and addresses may write it."""
    return str(key).replace("-", "").lower()
