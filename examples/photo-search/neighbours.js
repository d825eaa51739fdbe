/** The embeddings of photos, compared by the angle between them. For 1,000 photos, comparing all takes a few milliseconds. */
export class Neighbours {
  #vectors = [];

  get size() {
    return this.#vectors.length;
  }

  /** Adds the embedding of the next photo. */
  add(vector) {
    this.#vectors.push(unit(vector));
  }

  /** The numbers of the `count` photos that are nearest to an embedding, the nearest first. */
  nearestTo(vector, count) {
    const wanted = unit(vector);
    return this.#vectors
      .map((each, i) => ({ i, likeness: dot(each, wanted) }))
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, count);
  }

  nearestOf(i, count) {
    // The nearest to a photo is the photo itself.
    return this.nearestTo(this.#vectors[i], count + 1).filter((each) => each.i !== i);
  }
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** The same direction with length 1: then the dot product of two is the cosine of their angle. */
function unit(vector) {
  const length = Math.sqrt(dot(vector, vector)) || 1;
  return vector.map((value) => value / length);
}
