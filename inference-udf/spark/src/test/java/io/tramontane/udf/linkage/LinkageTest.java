package io.tramontane.udf.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tramontane.udf.catalyst.Registration;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkageTest {
  private static final String USER =
      """
      package io.tramontane.linkagetest;
      import scala.linkagetest.Library;
      public class User extends Library {
        private final Library[] several = {new Library(1)};
        public User() { super(1); }
        Object kept() { return Nested.of(several[0].kept(2L)); }
        static final class Nested {
          static Object of(String text) { return text + new Library(1).count; }
        }
      }
      """;
  private static final String LIBRARY =
      """
      package scala.linkagetest;
      public class Library extends Above {
        public Library(int number) {}
        public int count;
      }
      """;
  private static final String ABOVE =
      """
      package scala.linkagetest;
      public class Above {
        public String kept(long number) { return ""; }
      }
      """;

  private final Path folder;

  LinkageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  @Tag("versions")
  void theSparkThatIsHereHasAllThatTheFunctionsNeed() {
    assertThat(Linkage.missing(Registration.class.getName(), getClass().getClassLoader()))
        .isEmpty();
  }

  @Test
  void classesAreFoundToBeMissing() {
    String hidden = "org.apache.spark.sql.catalyst.expressions.LambdaFunction";
    ClassLoader without =
        new ClassLoader(getClass().getClassLoader()) {
          @Override
          public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (name.equals(hidden)) {
              throw new ClassNotFoundException(name);
            }
            return super.loadClass(name);
          }
        };

    assertThat(Linkage.missing(Registration.class.getName(), without)).contains(hidden);
  }

  @Test
  void methodsAndFieldsAreFoundToBeMissing() throws IOException {
    compile(LIBRARY, ABOVE, USER);
    assertThat(missing()).isEmpty();

    compile(LIBRARY.replace("int count", "long count"), ABOVE);
    assertThat(missing()).containsExactly("scala.linkagetest.Library.countI");

    compile(LIBRARY.replace("int number", "String number"), ABOVE);
    assertThat(missing()).containsExactly("scala.linkagetest.Library.<init>(I)V");

    compile(LIBRARY, ABOVE.replace("long number", "int number"));
    assertThat(missing()).containsExactly("scala.linkagetest.Library.kept(J)Ljava/lang/String;");
  }

  private List<String> missing() throws MalformedURLException {
    return Linkage.missing(
        "io.tramontane.linkagetest.User",
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, null));
  }

  private void compile(String... sources) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", folder.toString()));
    for (String source : sources) {
      String name = source.replaceAll("(?s).*?public class (\\w+).*", "$1");
      Path file = folder.resolve(name + ".java");
      Files.writeString(file, source);
      arguments.add(file.toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new)))
        .isZero();
  }
}
