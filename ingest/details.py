"""What a person says about a batch of files: it goes before what the pages print."""

from dataclasses import dataclass

from archive.citations.record import Date, iso


@dataclass(frozen=True, slots=True)
class Details:
    """Where the articles appeared; "" and None stand for "not said"."""

    journal: str = ""
    journal_abbreviation: str = ""
    publisher: str = ""
    volume: str = ""
    number: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    language: str = ""  # BCP 47
    rights: str = ""  # a sentence, or the address of a licence

    @property
    def date(self) -> str:
        """ "2006", "2006-12", "2006-12-03", or "" where no year is said."""
        return iso(Date(self.year, self.month, self.day)) if self.year else ""

    def as_fields(self) -> dict[str, str]:
        """As a form asks for an issue."""
        return {"journal": self.journal, "volume": self.volume, "number": self.number, "year": self.date}

    def as_upload(self) -> dict[str, str]:
        """As the form of an upload asks."""
        return self.as_fields() | {"language": self.language, "rights": self.rights}
