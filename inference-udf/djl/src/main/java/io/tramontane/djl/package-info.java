/**
 * Models by the Deep Java Library, <a href="https://djl.ai">DJL</a>.
 *
 * <p>For single use, a {@code Predictor} takes texts and gives answers:
 *
 * <pre>{@code
 * Classify task =
 *     new Classify(
 *         new DocumentPrompt(
 *             Classify.defaultTemplate(),
 *             Classify.values(List.of("invoice", "contract")),
 *             Truncation.HEAD,
 *             null),
 *         List.of("invoice", "contract"));
 * Criteria<Texts, Answers> criteria =
 *     Criteria.builder()
 *         .setTypes(Texts.class, Answers.class)
 *         .optEngine(TramontaneEngineProvider.NAME)
 *         .optModelZoo(new LocalModelZoo(Path.of("mixtral.gguf")))
 *         .optArgument(LocalModelZoo.SETTINGS, new EngineSettings(8, 1L << 30, 2048))
 *         .optTranslator(new TaskTranslator(List.of(task)))
 *         .build();
 * try (ZooModel<Texts, Answers> model = criteria.loadModel();
 *     Predictor<Texts, Answers> predictor = model.newPredictor()) {
 *   for (Answers answers : predictor.batchPredict(List.of(Texts.of("Payable by 1 May.")))) {
 *     System.out.println(answers.only());
 *   }
 * }
 * }</pre>
 *
 * <p>The jobs and the SQL functions, which keep many documents in progress, take the {@link
 * io.tramontane.backend.Backend} of a {@link io.tramontane.djl.LoadedModel}, which comes by the
 * same path.
 *
 * <p>An engine is a {@link io.tramontane.djl.BackendEngineProvider}, which DJL finds as a service;
 * the project's own is {@link io.tramontane.djl.TramontaneEngineProvider}. Its models hold a
 * backend, and what translators hand to them is a {@link io.tramontane.djl.BackendCall}: DJL
 * carries texts and answers, and knows of no token. {@link io.tramontane.djl.Telemetry} keeps DJL
 * from calling home.
 */
@NullMarked
package io.tramontane.djl;

import org.jspecify.annotations.NullMarked;
