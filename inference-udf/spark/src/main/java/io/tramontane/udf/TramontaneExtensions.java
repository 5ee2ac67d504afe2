package io.tramontane.udf;

import io.tramontane.udf.catalyst.Registration;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The SQL functions for every session of an application: {@code
 * spark.sql.extensions=io.tramontane.udf.TramontaneExtensions}. {@code docs/sql.md} has the
 * functions and their settings. On a version of Spark on which they do not work, no session can be
 * opened: {@link io.tramontane.failure.InvalidInputException} says which they need.
 */
public final class TramontaneExtensions
    extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    SparkVersion.require(package$.MODULE$.SPARK_VERSION(), Registration.class.getName());
    Registration.inject(extensions);
    return BoxedUnit.UNIT;
  }
}
