package io.tramontane.evaluation;

import java.util.LinkedHashMap;
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
 * Bootstrap", chapter 13): as many documents as there are are drawn with replacement, again and
 * again; each metric is computed for each such sample; its interval goes from the 2.5th to the
 * 97.5th percentile.
 *
 * <p>The seed is fixed, so the same documents in the same order always give the same interval,
 * whatever the number of processors. Needs four bytes for each document and processor. Samples over
 * which a metric is not defined do not count towards its interval. Thread-safe.
 */
public final class Bootstrap {
  /** How many samples are drawn. */
  public static final int RESAMPLES = 1000;

  /** The seed of the random numbers. */
  public static final long SEED = 1;

  /** The share of the samples that an interval covers. */
  public static final double CONFIDENCE = 0.95;

  /** So many documents that their numbers fit into a core's L1 cache. */
  private static final int BLOCK = 1024;

  private Bootstrap() {}

  /**
   * The metrics over documents, without those that are not defined over them.
   *
   * @param documents by index, at least one
   */
  public static Map<Metric, Estimate> estimates(Scores scores, int[] documents) {
    return estimates(scores.metrics(), documents, scores::over);
  }

  /**
   * By how much a run's metrics exceed those of another run over the same documents: a paired
   * bootstrap, as each sample has the same documents of both runs.
   *
   * @param documents by index, at least one
   */
  public static Map<Metric, Estimate> differences(Scores run, Scores other, int[] documents) {
    return estimates(
        run.metrics(), documents, sample -> minus(run.over(sample), other.over(sample)));
  }

  private static double[] minus(double[] left, double[] right) {
    return IntStream.range(0, left.length).mapToDouble(i -> left[i] - right[i]).toArray();
  }

  private static Map<Metric, Estimate> estimates(
      List<Metric> metrics, int[] documents, Function<int[], double[]> statistic) {
    double[] values = statistic.apply(documents);
    double[][] samples = resample(documents, statistic);
    Map<Metric, Estimate> estimates = new LinkedHashMap<>();
    for (int i = 0; i < metrics.size(); i++) {
      if (!Double.isNaN(values[i])) {
        estimates.put(metrics.get(i), estimate(values[i], column(samples, i)));
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
   * Draws a sample: first how many documents fall into each block of neighbours, then as many from
   * each block. So neighbours are read together, and memory is read mostly in order.
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
