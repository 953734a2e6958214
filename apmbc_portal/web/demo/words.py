"""What is said in the demonstration. Every statement is invented."""

REQUESTS = {
    "XAA": {
        "aims": "To finish non-technical survey in two provinces by 2028, and to show partners what clearance will then cost.",
        "needs": [
            ("A", "needs", "Non-technical survey in two provinces", "equipment", 400_000, 650_000,
             "Twelve districts remain, of which five have not been surveyed since 2009.",
             "Vehicles, tablets and training for eight survey teams.", "The rainy season leaves five months of access a year."),
            ("C", "needs", "Risk education for returning families", "training", 80_000, 120_000,
             "Some 3,000 families have come back since January.", "Teachers trained in 60 schools.", "Schools lack materials in the local language."),
            ("D", "needs", "Rehabilitation outside the capital", "funds", 250_000, 300_000,
             "Survivors travel up to 400 km to be fitted with a prosthesis.", "Two workshops in the north.", "Technicians leave for better pay."),
            ("F", "offers", "Training of survey teams in Portuguese", "expertise", None, None,
             "The national training school has 20 years of experience.", "Six-week courses for neighbouring countries.", ""),
        ],
        "participants": "Present and former donors, the operators working in the north, neighbouring States that completed clearance.",
    },
    "XAB": {
        "aims": "To find partners for the medical care and the economic inclusion of survivors.",
        "needs": [
            ("D", "needs", "Economic inclusion of survivors", "funds", 150_000, 200_000,
             "A register of survivors was completed last year.", "Small grants and vocational training.", "Two ministries share the mandate."),
            ("A", "needs", "Equipment for the last districts", "equipment", 300_000, 500_000,
             "Three districts remain.", "Two mechanical assets for three seasons.", "Steep terrain."),
        ],
        "participants": "Health and development donors, organisations of survivors.",
    },
    "XAC": {
        "aims": "To plan, with Doranthe, the clearance of areas on both sides of the river.",
        "needs": [
            ("A", "needs", "Survey of the river banks", "expertise", None, None,
             "Records of both States differ.", "A joint technical survey.", "Floods move what was marked."),
        ],
        "participants": "Operators with experience of joint survey; the regional training centre.",
    },
    "XAE": {
        "aims": "To present the work plan that goes with the next extension request.",
        "needs": [("A", "needs", "Work plan to completion", "expertise", None, None, "Forty confirmed hazardous areas remain.", "Advice on costing.", "")],
        "participants": "The Committee, donors of the past five years.",
    },
    "XAF": {
        "aims": "To begin a conversation about assistance to survivors in the south.",
        "needs": [("D", "needs", "A plan for victim assistance", "expertise", None, None, "", "Help in drafting a national plan.", "")],
        "participants": "Not decided yet.",
    },
    "XAG": {
        "aims": "To share what was learned while completing clearance.",
        "needs": [("F", "offers", "Lessons on handing over land", "expertise", None, None, "Completion was declared in 2021.", "Visits and mentoring.", "")],
        "participants": "States with deadlines in the next three years.",
    },
    "XAH": {
        "aims": "To meet donors beside the next Meeting of the States Parties.",
        "needs": [("B", "needs", "Destruction of remaining stockpiles", "equipment", 90_000, 140_000, "", "A mobile incinerator.", "")],
        "participants": "States that have destroyed similar stocks.",
    },
}  # fmt: skip

# What every meeting's record holds: agenda number: full note, public note
COMMON = {
    "I": (
        "The Chair of the Committee, Ms Nordahl (Norland), opened the meeting and thanked the delegation.",
        "The Chair of the Committee opened the meeting.",
    ),
    "III": (
        "Westmark and Norland asked for a costed plan by quarter. The Development Bank explained its conditions.",
        "Participants asked for a costed plan by quarter.",
    ),
    "IV": ("The Chair summed up and thanked the participants.", "The meeting agreed to meet again within a year."),
}

# meeting: agenda number: full note, public note; a theme without a note was left out of the agenda
NOTES = {
    "survey": {
        "II.A": (
            "Ms Sorrão presented the state of survey: twelve districts remain, five of them not surveyed since 2009. "
            "Clearwater Demining confirmed that two teams could begin in March.\n\nThe cost of survey is put at USD 400,000 to 650,000.",
            "The State presented the progress of survey: twelve districts remain, five of them not surveyed since 2009.\n\n"
            "The cost of survey is put at USD 400,000 to 650,000.",
        ),
        "II.D": (
            "Survivors' Circle described the journey to the capital for a prosthesis. Norland will look at a contribution.",
            "Survivors still travel up to 400 km to be fitted with a prosthesis.",
        ),
        "II.F": (
            "The delegation offered courses in Portuguese; the Regional Training Centre asked for dates.",
            "The State offers courses for survey teams in Portuguese.",
        ),
    },
    "education": {
        "II.C": (
            "The ministry of education spoke of 60 schools without materials; Westmark asked about languages.",
            "Sixty schools are without materials in the local language.",
        ),
        "II.E": ("A new law has been before parliament since May.", "A new law has been before parliament since May."),
    },
    "inclusion": {
        "II.D": (
            "Belmora presented its register of survivors. Survivors' Circle proposed small grants with mentoring; "
            "Westmark spoke of its programme with two ministries.",
            "The State presented its register of survivors. Small grants with mentoring were discussed, and how two ministries can share "
            "a mandate.",
        ),
    },
    "rivers": {
        "II.A": (
            "Cestria and Doranthe laid their records side by side: nine areas agree, four do not. Floods move what was marked.",
            "Two States laid their records side by side: nine areas agree, four do not.",
        ),
    },
    "costing": {
        "II.A": (
            "Elvaria walked through its costing; forty confirmed hazardous areas remain. Survey & Release Trust questioned two unit costs.",
            "The State walked through its costing; forty confirmed hazardous areas remain.",
        ),
        "II.E": ("The work plan needs the approval of cabinet.", "The work plan needs the approval of cabinet."),
    },
}

# kind, full wording, public wording, owner, days from today
OUTCOMES = [
    (
        "information",
        "Costed plan by quarter sent to the participants",
        "A costed plan by quarter",
        "National mine action authority",
        45,
    ),
    ("meeting", "Second meeting in the capital, with field visit", "A second meeting in the capital", "ISU", 200),
    (
        "reporting",
        "Disaggregated figures in the next Article 7 report",
        "Better figures in the next transparency report",
        "Aramar",
        120,
    ),
    ("partnership", "Norland and the training centre speak about course places", "", "Norland", 60),
]
