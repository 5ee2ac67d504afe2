/*
 * What Java calls: io.tramontane.tensor.jni.NativeProducts. Operands that Java may move are copied;
 * sizes were checked there.
 */
#include <jni.h>
#include <string.h>

#include "io_tramontane_tensor_jni_NativeProducts.h"
#include "product.h"

/* Rows of activations multiplied by one decoding of a panel: so many that their results fit the cache. */
#define ROWS_AT_A_TIME 1024

/* What a worker's scratch buffer holds. */
struct worker {
  struct scratch scratch;
  float output[ROWS_AT_A_TIME * PANEL_ROWS];
};

static const struct level *const levels[] = {&avx512vnni, &avxvnni, &avx2};

static void *address(JNIEnv *env, jobject buffer, jint offset) {
  return (char *)(*env)->GetDirectBufferAddress(env, buffer) + offset;
}

JNIEXPORT jint JNICALL Java_io_tramontane_tensor_jni_NativeProducts_levels(JNIEnv *env, jclass self) {
  (void)env;
  (void)self;
  __builtin_cpu_init();
  int avx2_too = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                 __builtin_cpu_supports("f16c");
  int vnni = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
  return (vnni ? 1 : 0) | (avx2_too && __builtin_cpu_supports("avxvnni") ? 2 : 0) | (avx2_too ? 4 : 0);
}

JNIEXPORT jint JNICALL Java_io_tramontane_tensor_jni_NativeProducts_formatBytes(JNIEnv *env,
                                                                              jclass self) {
  (void)env;
  (void)self;
  return sizeof(struct format);
}

JNIEXPORT jint JNICALL Java_io_tramontane_tensor_jni_NativeProducts_workerBytes(JNIEnv *env,
                                                                              jclass self) {
  (void)env;
  (void)self;
  return sizeof(struct worker);
}

JNIEXPORT void JNICALL Java_io_tramontane_tensor_jni_NativeProducts_quantize(
    JNIEnv *env, jclass self, jint level, jfloatArray from, jint start, jint count, jobject to,
    jint values, jint scales, jint sums) {
  (void)self;
  float part[RUN];
  for (jint done = 0; done < count; done += RUN) {
    jint length = count - done < RUN ? count - done : RUN;
    (*env)->GetFloatArrayRegion(env, from, start + done, length, part);
    levels[level]->quantize(part, length, (int8_t *)address(env, to, values) + done,
                            (float *)address(env, to, scales) + done / BLOCK,
                            (int32_t *)address(env, to, sums) + done / SUM);
  }
}

static struct weights weights_of(JNIEnv *env, jobject format, jobject buffer, jint offset,
                                 jint rows, jint columns) {
  struct weights weights = {address(env, format, 0), address(env, buffer, offset), 0, rows, columns};
  weights.row_bytes =
      (int64_t)columns / weights.format->block_length * weights.format->block_bytes;
  return weights;
}

/* Copies results to a matrix, in one short critical section, which costs less than a call a row;
 * 0 if an exception is pending instead. */
static int copy_output(JNIEnv *env, const float *from, int32_t rows, int32_t width, jfloatArray to,
                       int64_t start, int64_t stride) {
  float *target = (*env)->GetPrimitiveArrayCritical(env, to, NULL);
  if (target == NULL) {
    jclass error = (*env)->FindClass(env, "java/lang/OutOfMemoryError");
    if (error != NULL) {
      (*env)->ThrowNew(env, error, "Cannot write a product's result: Java gives no access to it.");
    }
    return 0;
  }
  for (int64_t row = 0; row < rows; row++) {
    memcpy(target + start + row * stride, from + row * PANEL_ROWS, (size_t)width * sizeof *from);
  }
  (*env)->ReleasePrimitiveArrayCritical(env, to, target, 0);
  return 1;
}

JNIEXPORT void JNICALL Java_io_tramontane_tensor_jni_NativeProducts_multiplyInt8(
    JNIEnv *env, jclass self, jint level, jobject format, jobject buffer, jint offset,
    jint weight_rows, jint columns, jobject input, jint values, jint scales, jint sums, jint rows,
    jobject scratch, jfloatArray output, jint start, jint stride) {
  (void)self;
  struct weights weights = weights_of(env, format, buffer, offset, weight_rows, columns);
  struct worker *worker = address(env, scratch, 0);
  struct activations activations = {address(env, input, values), address(env, input, scales),
                                    address(env, input, sums)};
  for (jint row = 0; row < rows; row += ROWS_AT_A_TIME) {
    jint count = rows - row < ROWS_AT_A_TIME ? rows - row : ROWS_AT_A_TIME;
    levels[level]->multiply_int8(&weights, &activations, count, worker->output, &worker->scratch);
    if (!copy_output(env, worker->output, count, weight_rows, output,
                     start + (int64_t)row * stride, stride)) {
      return;
    }
    activations.values += (int64_t)count * columns;
    activations.scales += (int64_t)count * (columns / BLOCK);
    activations.sums += (int64_t)count * (columns / SUM);
  }
}

JNIEXPORT void JNICALL Java_io_tramontane_tensor_jni_NativeProducts_multiplyFloat32(
    JNIEnv *env, jclass self, jint level, jobject format, jobject buffer, jint offset,
    jint weight_rows, jint columns, jobject input, jint values, jint rows, jobject scratch,
    jfloatArray output, jint start, jint stride) {
  (void)self;
  struct weights weights = weights_of(env, format, buffer, offset, weight_rows, columns);
  struct worker *worker = address(env, scratch, 0);
  const float *activations = address(env, input, values);
  for (jint row = 0; row < rows; row += ROWS_AT_A_TIME) {
    jint count = rows - row < ROWS_AT_A_TIME ? rows - row : ROWS_AT_A_TIME;
    levels[level]->multiply_float32(&weights, activations, count, worker->output, &worker->scratch);
    if (!copy_output(env, worker->output, count, weight_rows, output,
                     start + (int64_t)row * stride, stride)) {
      return;
    }
    activations += (int64_t)count * columns;
  }
}
