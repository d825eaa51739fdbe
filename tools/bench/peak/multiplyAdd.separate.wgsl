fn multiplyAdd(a: Value, b: Value, c: Value) -> Value {
  return a * b + c;
}
