package io.tramontane.jobs.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * What every page is made of: a template with the names of methods in its braces, style, script and
 * the chart library. All that a template takes from a page is escaped, but for these four.
 */
abstract class Page {
  private static String resource(String name) {
    try (InputStream stream = Page.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("The build left out " + name + ".");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fills a template, which may take in others by their name. */
  final String render(String template) {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(name + ".mustache")))
        .compile(resource(template + ".mustache"))
        .execute(this);
  }

  final String style() {
    return resource("report.css");
  }

  final String script() {
    return resource("report.js");
  }

  final String chartLibrary() {
    return resource("chartjs/chart.umd.min.js");
  }

  final String chartLibraryLicense() {
    return resource("chartjs/LICENSE.md");
  }
}
