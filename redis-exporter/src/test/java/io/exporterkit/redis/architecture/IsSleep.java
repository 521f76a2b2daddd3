package io.exporterkit.redis.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;

/// A call of any `Thread.sleep`.
final class IsSleep {
  static final DescribedPredicate<JavaMethodCall> CALLED =
      DescribedPredicate.describe(
          "is Thread.sleep",
          call ->
              call.getTargetOwner().isEquivalentTo(Thread.class) && call.getName().equals("sleep"));

  private IsSleep() {}
}
