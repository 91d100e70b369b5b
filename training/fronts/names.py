"""Names of authors in the script of a language."""

from __future__ import annotations

import random

__all__ = ["written_names"]

LATIN = (
    ("Anna", "Peter", "Maria", "John", "Laura", "David", "Elena", "Mark", "Sofia", "James", "Julia",
     "Thomas", "Clara", "Daniel", "Emma", "Paul", "Nina", "Robert", "Sara", "Michael", "Lucía", "Jürgen",
     "Chloé", "Andrés"),
    ("Miller", "Schmidt", "García", "Martin", "Brown", "Rossi", "Weber", "Clark", "Lopez", "Dubois", "Hansen",
     "Taylor", "Novak", "Fischer", "Moreno", "Bernard", "Walker", "Silva", "Keller", "O'Brien", "Santos", "Lefèvre",
     "Young", "Berg"),
)  # fmt: skip
TURKIC = (
    ("Aziz", "Gulnora", "Mehmet", "Ayşe", "Jasur", "Dilnoza", "Kemal", "Zeynep", "Otabek", "Malika", "Merdan",
     "Aýgül", "Emre", "Elif"),
    ("Karimov", "Yusupova", "Yılmaz", "Demir", "Rahimov", "Saidova", "Kaya", "Çelik", "Annaýew", "Durdyýewa", "Aliyev",
     "Məmmədova"),
)  # fmt: skip
CYRILLIC = (
    ("Анна", "Иван", "Мария", "Сергей", "Ольга", "Дмитрий", "Елена", "Павел", "Айгүл", "Бакыт", "Нурлан",
     "Гүлнара", "Азамат", "Динара", "Фирӯз", "Зарина", "Рустам", "Тимур", "Светлана", "Ержан"),
    ("Иванов", "Петрова", "Смирнов", "Козлова", "Соколов", "Ахметова", "Абдыкадыров", "Касымова", "Раҳимов", "Назарова",
     "Сейтқали", "Омарова", "Кузнецов", "Ким", "Юсупов", "Мельник"),
)  # fmt: skip
PERSIAN = (("احمد", "مریم", "علی", "زهرا", "حسین", "سارا"), ("احمدی", "رضایی", "کریمی", "محمدی", "نوری", "حسینی"))
SCRIPTS = {
    **dict.fromkeys(("ru", "kk", "ky", "tg", "mn", "uk", "bel", "tat", "bak", "bul", "mkd", "srp-Cyrl"), CYRILLIC),
    **dict.fromkeys(("uz", "tk", "tr", "az"), TURKIC), **dict.fromkeys(("fa", "prs", "pus", "ckb-Arab"), PERSIAN),
}  # fmt: skip


def written_names(language: str, chance: random.Random) -> list[str]:
    """Return 40 random names of authors in the script of a language."""
    first, last = SCRIPTS.get(language, LATIN)
    return [f"{chance.choice(first)} {chance.choice(last)}" for _ in range(40)]
