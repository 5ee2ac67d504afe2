/**
 * Files of web servers, fetched so that a download that breaks off can be gone on with.
 *
 * <p>{@link io.tramontane.udf.http.HttpAccess} finds a file and copies it; an {@link
 * io.tramontane.udf.http.HttpFile} is one version of it. Credentials go to the origin that the user
 * named them for, and to no other. What is fetched into, and why, this package does not know.
 */
@NullMarked
package io.tramontane.udf.http;

import org.jspecify.annotations.NullMarked;
