package io.tramontane.training;

/**
 * One document of the catalog that {@code scripts/fetch-catalog.sh} makes.
 *
 * @param id the binary package's name
 * @param text the long description
 * @param section the archive's section: the answer to classify
 * @param synopsis the one-line description: the answer to summarize
 * @param source the name of the source package
 */
record PackageDescription(String id, String text, String section, String synopsis, String source) {}
