"""How registers write a person's sex, in the codes of ISO 5218: 1 male, 2 female.

A letter that means one thing in Dutch and another in Spanish (V: vrouw, varón) is left out: better nothing than wrong.
Source: ISO/IEC 5218:2022; dictionary words, compiled for this program. Licence: facts. Date: 2026-11.
"""

from __future__ import annotations

from typing import Final

MALE: Final = (
    "1 1.0 01 m male man men boy mr mr. herr hr sir gentleman masc mas mal masculine "  # English
    "homme h masculin monsieur garçon garcon hombre varón varon masculino señor chico niño "  # French, Spanish
    "maschio maschile uomo sig sig. homem macho männlich maennlich mann mannelijk jongen "  # Italian, German
    "mężczyzna mezczyzna muž muz mužský bărbat barbat férfi ferfi мужской муж муж. м мужчина чоловік чоловіча ч "
    "erkek e bay mand mies αρσενικό άνδρας άντρας זכר ذكر رجل laki-laki lelaki pria l ชาย nam पुरुष "
    "男 男性 男の子 男子 先生 남 남성 남자"
)
FEMALE: Final = (
    "2 2.0 02 f female woman women girl mrs mrs. ms ms. miss lady fem feminine "
    "femme féminin feminin madame mme mlle fille mujer femenino femenina señora chica niña "
    "femmina femminile donna sig.ra mulher feminino fêmea weiblich w frau vrouw vrouwelijk meisje "
    "kobieta k žena zena ženský femeie nő женский жен жен. ж женщина жінка жіноча "
    "kadın kadin bayan kvinde kvinna kvinne nainen θήλυ γυναίκα נקבה أنثى امرأة perempuan wanita p หญิง nữ महिला "
    "女 女性 女の子 女子 女士 小姐 여 여성 여자"
)

WORDS: Final[dict[str, int]] = dict.fromkeys(MALE.split(), 1) | dict.fromkeys(FEMALE.split(), 2)
