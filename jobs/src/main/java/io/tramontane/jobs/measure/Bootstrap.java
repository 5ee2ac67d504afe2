package io.tramontane.jobs.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * 95% intervals by the percentile bootstrap (Efron and Tibshirani 1993, "An Introduction to the
 * Bootstrap", chapter 13): documents are drawn again, as many as there are, with replacement; the
 * figure is computed of each such sample; the interval goes from the 2.5th to the 97.5th
 * percentile.
 *
 * <p>The same documents in the same order always give the same interval, whatever the number of
 * processors, since the seed is fixed. Needs four bytes for each document and processor. Samples
 * over which a figure is not defined do not count towards its interval. Thread-safe.
 */
public final class Bootstrap {
  /** How many samples are drawn. */
  public static final int RESAMPLES = 1000;

  /** Where the random numbers begin. */
  public static final long SEED = 1;

  /** How much of the samples' figures an interval holds. */
  public static final double CONFIDENCE = 0.95;

  /** Documents whose numbers fit into a core's first cache. */
  private static final int BLOCK = 1024;

  private Bootstrap() {}

  /**
   * The measures over documents. Left out are those that are not defined over them.
   *
   * @param documents by index, at least one
   */
  public static Map<Measure, Estimate> estimates(Scores scores, int[] documents) {
    return estimates(scores.measures(), documents, scores::over);
  }

  /**
   * By how much a run's measures are above those of another over the same documents: a paired
   * bootstrap, as each sample has the same documents of both.
   *
   * @param documents by index, at least one
   */
  public static Map<Measure, Estimate> differences(Scores run, Scores other, int[] documents) {
    return estimates(
        run.measures(), documents, sample -> minus(run.over(sample), other.over(sample)));
  }

  private static double[] minus(double[] left, double[] right) {
    return IntStream.range(0, left.length).mapToDouble(i -> left[i] - right[i]).toArray();
  }

  private static Map<Measure, Estimate> estimates(
      List<Measure> measures, int[] documents, Function<int[], double[]> statistic) {
    double[] values = statistic.apply(documents);
    double[][] samples = resample(documents, statistic);
    Map<Measure, Estimate> estimates = new EnumMap<>(Measure.class);
    for (int i = 0; i < measures.size(); i++) {
      if (!Double.isNaN(values[i])) {
        estimates.put(measures.get(i), estimate(values[i], column(samples, i)));
      }
    }
    return estimates;
  }

  private static double[][] resample(int[] documents, Function<int[], double[]> statistic) {
    SplittableRandom random = new SplittableRandom(SEED);
    SplittableRandom[] randoms =
        Stream.generate(random::split).limit(RESAMPLES).toArray(SplittableRandom[]::new);
    double[][] samples = new double[RESAMPLES][];
    int workers = Runtime.getRuntime().availableProcessors();
    IntStream.range(0, workers)
        .parallel()
        .forEach(
            worker -> {
              int[] sample = new int[documents.length];
              for (int i = worker; i < RESAMPLES; i += workers) {
                draw(documents, randoms[i], sample);
                samples[i] = statistic.apply(sample);
              }
            });
    return samples;
  }

  /**
   * Draws a sample: first how many documents fall into each block of neighbours, then as many of
   * each block. So neighbours are read together, and of many documents few wait for memory.
   */
  private static void draw(int[] documents, SplittableRandom random, int[] sample) {
    int[] drawn = new int[(documents.length - 1) / BLOCK + 1];
    for (int i = 0; i < documents.length; i++) {
      drawn[random.nextInt(documents.length) / BLOCK]++;
    }
    int next = 0;
    for (int block = 0; block < drawn.length; block++) {
      int from = block * BLOCK;
      int to = Math.min(from + BLOCK, documents.length);
      for (int i = 0; i < drawn[block]; i++) {
        sample[next++] = documents[random.nextInt(from, to)];
      }
    }
  }

  private static double[] column(double[][] samples, int column) {
    return Stream.of(samples).mapToDouble(sample -> sample[column]).toArray();
  }

  private static Estimate estimate(double value, double[] samples) {
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(samples);
    double outside = 100 * (1 - CONFIDENCE) / 2;
    return new Estimate(value, percentile.evaluate(outside), percentile.evaluate(100 - outside));
  }
}
