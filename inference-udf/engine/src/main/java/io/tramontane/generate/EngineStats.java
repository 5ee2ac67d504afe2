package io.tramontane.generate;

/**
 * What an engine has done since it was opened, and what it is doing.
 *
 * @param requestsAnswered requests that got an answer; those that were refused, failed or cancelled
 *     do not count
 * @param promptTokens tokens of the prompts of these, shared prefixes included
 * @param completionTokens tokens generated for these
 * @param requestsWaiting requests that have not been admitted yet
 * @param requestsRunning requests in progress, a sequence each
 * @param kvBytes KV memory reserved for requests in progress and shared prefixes, in bytes
 * @param kvBytesLimit the most that may be, in bytes
 */
public record EngineStats(
    long requestsAnswered,
    long promptTokens,
    long completionTokens,
    long requestsWaiting,
    long requestsRunning,
    long kvBytes,
    long kvBytesLimit) {
  /** Those of no engine. */
  public static final EngineStats NONE = new EngineStats(0, 0, 0, 0, 0, 0, 0);

  /** Those of two engines together. */
  public EngineStats plus(EngineStats other) {
    return new EngineStats(
        requestsAnswered + other.requestsAnswered,
        promptTokens + other.promptTokens,
        completionTokens + other.completionTokens,
        requestsWaiting + other.requestsWaiting,
        requestsRunning + other.requestsRunning,
        kvBytes + other.kvBytes,
        kvBytesLimit + other.kvBytesLimit);
  }

  /** What has been done alone, as that stays when an engine is gone. */
  public EngineStats totals() {
    return new EngineStats(requestsAnswered, promptTokens, completionTokens, 0, 0, 0, 0);
  }

  /** With so many more requests waiting. */
  EngineStats plusWaiting(long requests) {
    return plus(new EngineStats(0, 0, 0, requests, 0, 0, 0));
  }
}
