/**
 * Tramontane as an engine of the Deep Java Library, <a href="https://djl.ai">DJL</a>.
 *
 * <pre>{@code
 * Criteria<InferenceRequest, InferenceResult> criteria =
 *     Criteria.builder()
 *         .setTypes(InferenceRequest.class, InferenceResult.class)
 *         .optEngine(TramontaneEngine.NAME)
 *         .optModelPath(Path.of("mixtral.gguf"))
 *         .optTranslator(new PassthroughTranslator<>())
 *         .optOptions(EngineOptions.of(new EngineSettings(threads, kvBytes, stepTokens)))
 *         .build();
 * try (ZooModel<InferenceRequest, InferenceResult> model = criteria.loadModel();
 *     Predictor<InferenceRequest, InferenceResult> predictor = model.newPredictor()) {
 *   List<InferenceResult> results = predictor.batchPredict(requests);
 * }
 * }</pre>
 *
 * <p>DJL finds {@link io.tramontane.djl.TramontaneEngineProvider} as a service; it gives the {@link
 * io.tramontane.djl.TramontaneEngine}, that makes {@link io.tramontane.djl.TramontaneModel}s, and
 * those make {@link io.tramontane.djl.TramontanePredictor}s. {@link io.tramontane.djl.Telemetry}
 * keeps DJL from calling home.
 */
@NullMarked
package io.tramontane.djl;

import org.jspecify.annotations.NullMarked;
