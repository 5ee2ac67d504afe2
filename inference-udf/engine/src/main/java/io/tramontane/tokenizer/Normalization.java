package io.tramontane.tokenizer;

/** What is done to a text before it is split into words. */
enum Normalization {
  /** Nothing. */
  NONE {
    @Override
    String of(String text) {
      return text;
    }

    @Override
    String settled(String text) {
      return text;
    }

    @Override
    boolean canCut(Characters text, int index) {
      return true;
    }

    @Override
    String rule() {
      return "";
    }
  },

  /** It is composed as far as can be, see {@link ComposedForm}. */
  NFC {
    @Override
    String of(String text) {
      return ComposedForm.of(text);
    }

    @Override
    String settled(String text) {
      return ComposedForm.settled(text);
    }

    @Override
    boolean canCut(Characters text, int index) {
      return text.is(index, ComposedForm::isBorder);
    }

    @Override
    String rule() {
      return "NFC, ";
    }
  };

  /** A text in this form. */
  abstract String of(String text);

  /** A beginning of a text that is in this form and stays so whatever follows the text. */
  abstract String settled(String text);

  /** Whether both parts of a text in this form, cut at a place within it, stay as they are. */
  abstract boolean canCut(Characters text, int index);

  /** Its part of {@link Tokenizer#rules}; empty for nothing. */
  abstract String rule();
}
