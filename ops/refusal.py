"""How a command says no."""


class Refusal(Exception):
    """What stands in the way, in one sentence that names the remedy. Shown without a traceback."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
