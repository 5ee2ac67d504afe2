/**
 * The SQL functions as a client of Spark Connect sees them: a server of the job's jar in a process
 * of its own, and this JVM with nothing but Spark's client.
 */
@NullMarked
package io.tramontane.connect;

import org.jspecify.annotations.NullMarked;
