import * as tf from '@tensorflow/tfjs-core';

/**
 * Mean cross-entropy of softmax(logits) against one class a row, with its gradient in closed form:
 *
 *   L = -1/N Σ log softmax(x)_target      ∂L/∂x = (softmax(x) - onehot(target)) / N
 *
 * One softmax serves both; taping the steps one by one would keep three more [N, C] arrays.
 *
 * @param logits  [N, C]
 * @param targets [N] int32, in [0, C)
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const [N, C] = logits.shape;
  const crossEntropy = tf.customGrad((x, save) => {
    const shares = tf.softmax(x as tf.Tensor); // [N, C]
    const at = tf.add(tf.mul(tf.range(0, N, 1, 'int32'), tf.scalar(C, 'int32')), targets); // [N]
    const own = tf.gather(tf.reshape(shares, [N * C]), tf.cast(at, 'int32')); // [N]
    // A share that underflowed costs log(1e-12), not infinity; its gradient is exact either way.
    const value = tf.neg(tf.mean(tf.log(tf.maximum(own, 1e-12))));
    // The targets too: the tidy of the forward pass has ended when the gradient is asked for.
    (save as tf.GradSaveFunc)([shares, targets]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [kept, classes]: tf.Tensor[]) => {
        const hot = tf.oneHot(classes!, C); // [N, C]
        return tf.mul(tf.sub(kept!, hot), tf.div(dy, N));
      },
    };
  });
  return crossEntropy(logits) as tf.Scalar;
}
