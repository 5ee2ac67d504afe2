/** What the tests share: a stand-in for inference, a Spark session, files. */
@NullMarked
package io.tramontane.jobs.testing;

import org.jspecify.annotations.NullMarked;
