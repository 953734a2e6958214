"""What the specimens say: the report in six languages, and names as they are written in thirteen scripts. All is invented."""

REPORT = {
    "en": {
        "title": "Survey first, clearance by 2030",
        "sentence": "Survey and clearance went on in twelve districts; the national authority explained how suspected areas are "
        "confirmed or released, and what each step costs. ",
        "sections": [
            "Introduction by the Chair of the Committee", "Presentation by the State on status, needs and challenges",
            "Mine clearance", "Mine risk reduction and education", "Discussion with participants", "Conclusion",
        ],
        "agreed": "A costed plan by quarter is sent to the participants.",
    },
    "fr": {
        "title": "Priorité à l’enquête, déminage achevé d’ici à 2030",
        "sentence": "L’enquête et le déminage se sont poursuivis dans douze districts ; l’autorité nationale a expliqué comment les "
        "zones soupçonnées sont confirmées ou rendues, et ce que coûte chaque étape. ",
        "sections": [
            "Introduction par la présidence du Comité", "Exposé de l’État : état d’avancement, besoins et difficultés", "Déminage",
            "Réduction des risques et éducation", "Échanges avec les participants", "Conclusion",
        ],
        "agreed": "Un plan chiffré par trimestre est envoyé aux participants.",
    },
    "es": {
        "title": "Primero el estudio, la remoción concluida a más tardar en 2030",
        "sentence": "El estudio y la remoción continuaron en doce distritos; la autoridad nacional explicó cómo se confirman o liberan "
        "las zonas de presunto peligro y cuánto cuesta cada etapa. ",
        "sections": [
            "Introducción de la Presidencia del Comité", "Exposición del Estado: situación, necesidades y dificultades",
            "Remoción de minas", "Reducción del riesgo y educación", "Diálogo con los participantes", "Conclusión",
        ],
        "agreed": "Se envía a los participantes un plan trimestral con sus costos.",
    },
    "ru": {
        "title": "Сначала обследование, завершение разминирования к 2030 году",
        "sentence": "Обследование и разминирование продолжались в двенадцати районах; национальный орган разъяснил, как подтверждаются "
        "или высвобождаются предполагаемые опасные районы и сколько стоит каждый этап. ",
        "sections": [
            "Вступительное слово Председателя Комитета", "Сообщение государства о положении дел, потребностях и трудностях",
            "Разминирование", "Снижение минной опасности и просвещение", "Обсуждение с участниками", "Заключение",
        ],
        "agreed": "Поквартальный план с расчётом расходов направляется участникам.",
    },
    "zh": {
        "title": "调查先行，2030年前完成清除",
        "sentence": "十二个县的调查和清除工作继续进行；国家主管机构说明了如何确认或解除嫌疑区域，以及每一步骤所需的费用。",
        "sections": ["委员会主席致开幕词", "国家介绍现状、需求和挑战", "清除地雷", "减少地雷风险和教育", "与参加者讨论", "结束语"],
        "agreed": "按季度编制并附有费用的计划将送交参加者。",
    },
    "ar": {
        "title": "المسح أولاً، وإتمام التطهير بحلول عام 2030",
        "sentence": "تواصل المسح والتطهير في اثني عشر إقليماً، وأوضحت الهيئة الوطنية كيف تُثبت المناطق المشتبه بها أو يُفرج عنها "
        "(NTS وTS)، وكم تكلف كل خطوة. ",
        "sections": [
            "كلمة افتتاحية لرئيسة اللجنة", "عرض الدولة عن الوضع والاحتياجات والتحديات", "إزالة الألغام",
            "الحد من مخاطر الألغام والتوعية بها", "المناقشة مع المشاركين", "الخاتمة",
        ],
        "agreed": "تُرسل خطة محسوبة التكاليف لكل ربع سنة إلى المشاركين.",
    },
}  # fmt: skip

# A person's name and function, as the person writes them.
NAMES = {
    "Vietnamese": ("Nguyễn Thị Ngọc Ánh", "Phó Giám đốc"),
    "Cyrillic": ("Юлия Кузнецова", "Советник"),
    "Chinese": ("林美玲", "行动主任"),
    "Arabic": ("أميرة الصالح", "مديرة التخطيط"),
    "Dari": ("ضیا رحیمی", "مشاور کمیسیون پاکسازی"),
    "Pashto": ("ښاغلی ګل ړومبی", "د پروګرام مشر"),
    "Khmer": ("សុភា ចិន្តា", "អនុប្រធាន អាជ្ញាធរ"),
    "Amharic": ("አበበ ታደሰ", "የፕሮግራም ኃላፊ"),
    "Tigrinya": ("ጸጋይ ኣብርሃ", "ኣማኻሪ"),
    "Tamil": ("ஸ்ரீராம் குமாரசாமி", "திட்ட மேலாளர்"),
    "Sinhala": ("ශ්‍රී නිමල් පෙරේරා", "ව්‍යාපෘති අධ්‍යක්ෂ"),
    "Thai": ("สมชาย ใจดี", "ผู้อำนวยการ"),
    "Lao": ("ສົມຊາຍ ວົງສາ", "ຜູ້ອຳນວຍການ"),
    "Burmese": ("အောင်မြင့် ကျော်", "ညွှန်ကြားရေးမှူး"),
}
