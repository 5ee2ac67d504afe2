package io.tramontane.udf.catalyst;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import scala.Function1;
import scala.PartialFunction;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Between Java's collections and functions, and Scala's. */
final class Sequences {
  private Sequences() {}

  static <T> List<T> list(scala.collection.Seq<T> sequence) {
    return CollectionConverters.asJava(sequence);
  }

  static <T> Seq<T> sequence(List<? extends T> list) {
    return CollectionConverters.<T>asScala(List.<T>copyOf(list)).toSeq();
  }

  /** The same elements, as elements of a more general type. */
  static <T> Seq<T> of(Seq<? extends T> elements) {
    return sequence(CollectionConverters.asJava(elements));
  }

  static <T> Seq<T> concatenated(Seq<? extends T> first, List<? extends T> second) {
    List<T> all = new ArrayList<>(CollectionConverters.asJava(first));
    all.addAll(second);
    return sequence(all);
  }

  /** A rule that is defined everywhere, and gives back what it does not change. */
  static <T> PartialFunction<T, T> everywhere(UnaryOperator<T> rule) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(T node) {
        return true;
      }

      @Override
      @SuppressWarnings(
          "unchecked") // Scala's signature: a node, and what comes of it or of others.
      public <A extends T, B> B applyOrElse(A node, Function1<A, B> otherwise) {
        return (B) rule.apply(node);
      }
    };
  }
}
