fn multiplyAdd(a: Value, b: Value, c: Value) -> Value {
  return fma(a, b, c);
}
