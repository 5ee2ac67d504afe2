package io.tramontane.training;

/**
 * Which expert computes which token: choices in the order of their experts.
 *
 * @param experts how many experts there are
 * @param choicesPerToken how many experts each token visits
 * @param tokens for each sorted choice the token that made it
 * @param places for each choice, in the order of tokens, its place among the sorted ones
 * @param borders where each expert's choices begin, without the first's 0
 * @param expertOfChoice for each choice, in the order of tokens, the expert
 */
record Dispatch(
    int experts,
    int choicesPerToken,
    long[] tokens,
    long[] places,
    long[] borders,
    long[] expertOfChoice) {

  /**
   * Sorts choices.
   *
   * @param choices the expert of each choice, token by token
   */
  static Dispatch of(long[] choices, int experts, int choicesPerToken) {
    int[] next = new int[experts + 1];
    for (long expert : choices) {
      next[(int) expert + 1]++;
    }
    for (int expert = 0; expert < experts; expert++) {
      next[expert + 1] += next[expert];
    }
    long[] borders = new long[experts - 1];
    for (int expert = 1; expert < experts; expert++) {
      borders[expert - 1] = next[expert];
    }
    long[] tokens = new long[choices.length];
    long[] places = new long[choices.length];
    for (int choice = 0; choice < choices.length; choice++) {
      int place = next[(int) choices[choice]]++;
      tokens[place] = choice / choicesPerToken;
      places[choice] = place;
    }
    return new Dispatch(experts, choicesPerToken, tokens, places, borders, choices);
  }

  /**
   * Each expert's share of the choices of some tokens; the shares' sum is 1.
   *
   * @param counted whether a token counts
   */
  float[] shares(boolean[] counted) {
    float[] shares = new float[experts];
    float total = 0;
    for (int choice = 0; choice < expertOfChoice.length; choice++) {
      if (counted[choice / choicesPerToken]) {
        shares[(int) expertOfChoice[choice]]++;
        total++;
      }
    }
    for (int expert = 0; expert < experts; expert++) {
      shares[expert] /= total;
    }
    return shares;
  }
}
