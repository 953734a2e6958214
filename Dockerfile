# One image for web, worker and beat (compose.yaml). docs/operate.md explains the environment.
FROM python:3.11-slim-bookworm

# WeasyPrint's libraries; the machine's fonts are asked only for what the portal's own lack (docs/operate.md, Fonts).
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/portal --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 0700 /var/lib/portal

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    VAR_DIR=/var/lib/portal STATIC_ROOT=/srv/static DJANGO_SETTINGS_MODULE=apmbc_portal.settings

WORKDIR /srv/portal
COPY requirements.txt constraints.txt ./
RUN pip install --no-input -r requirements.txt

COPY manage.py ./
COPY apmbc_portal apmbc_portal
COPY engagements engagements
COPY meetings meetings
COPY reports reports
COPY templates templates
COPY static static
# The file names with hashes belong to the code, so they are made with the image.
RUN python -m apmbc_portal.run.collect \
    && python -m compileall -q apmbc_portal engagements meetings reports

ARG RELEASE=""
ENV RELEASE=$RELEASE
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-m", "apmbc_portal.run.probe", "web"]
CMD ["gunicorn", "-c", "python:apmbc_portal.gunicorn_conf", "apmbc_portal.wsgi"]
