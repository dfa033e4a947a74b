package org.torch4j.cuda.fakes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a test class on the fake CUDA libraries; skipped with the reason where they cannot be built.
 * Each test leaves the fake driver as it was.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnFakes.Extension.class)
public @interface OnFakes {
  /** Builds and names the libraries before the class is touched. */
  final class Extension implements ExecutionCondition, AfterEachCallback {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      var unable = Fakes.unable();
      if (unable.isPresent()) {
        return ConditionEvaluationResult.disabled(unable.get());
      }
      Fakes.install();
      return ConditionEvaluationResult.enabled("on the fake CUDA libraries");
    }

    @Override
    public void afterEach(ExtensionContext context) {
      FakeGpu.delay(0);
      FakeGpu.reverse(false);
      FakeGpu.nothing(false);
      FakeGpu.limit(1L << 30);
      FakeGpu.reset();
    }
  }
}
