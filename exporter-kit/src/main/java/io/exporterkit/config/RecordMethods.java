package io.exporterkit.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The calls of constructors and methods of the classes that a file is read into. An [IllegalArgumentException] of a
/// called method is thrown on; any other fault is one of the program, and an [IllegalStateException].
final class RecordMethods {
  private RecordMethods() {}

  /// Returns the result of the static method `defaults()`; empty when the record has none.
  static Optional<Object> defaults(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("defaults");
      return isFactory(method, type) ? Optional.of(call(method)) : Optional.empty();
    } catch (NoSuchMethodException _) {
      return Optional.empty();
    }
  }

  /// Returns the static method `of(String)` or `parse(String)` that returns the class; empty when there is none.
  static Optional<Method> parser(Class<?> type) {
    for (String name : List.of("of", "parse")) {
      try {
        Method method = type.getDeclaredMethod(name, String.class);
        if (isFactory(method, type)) {
          return Optional.of(method);
        }
      } catch (NoSuchMethodException _) {
        // the next name
      }
    }
    return Optional.empty();
  }

  private static boolean isFactory(Method method, Class<?> type) {
    return Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type;
  }

  static Object call(Method method, Object... arguments) {
    method.setAccessible(true);
    return unwrapped(() -> method.invoke(null, arguments));
  }

  static Object get(RecordComponent component, Object record) {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    return unwrapped(() -> accessor.invoke(record));
  }

  static Object construct(Class<?> type, RecordComponent[] components, @Nullable Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return unwrapped(() -> constructor.newInstance(values));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has this constructor", e);
    }
  }

  static IllegalStateException unsuitable(Type type) {
    return new IllegalStateException("no type for a value of a file: " + type.getTypeName());
  }

  /// A call by reflection.
  private interface Call {
    Object run() throws ReflectiveOperationException;
  }

  private static Object unwrapped(Call call) {
    try {
      return call.run();
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
