/**
 * What each kind of evidence counts. Several kinds often speak for the same type, and their weights add up; a share of one
 * says how much of it speaks. `npm run bench -- types` judges them.
 */
export const weights = {
  /** What the overloads say, that all of them say together, a base, the place a function is handed to. */
  overload: 100,
  overloads: 200,
  base: 60,
  context: 80,
  /** The default of a parameter, the first value of a property. */
  default: 60,
  defaultObject: 12,
  property: 40,
  namesake: 24,
  /** What functions that are alike say, and what they say with their own name in it. */
  sibling: 50,
  analogy: 80,
  /** What the body does with it: passes it on, compares it, computes with it, puts something else in. */
  passedOn: 10,
  compared: 10,
  computed: 8,
  assigned: 10,
  /** What it is called with, and a function type that takes as many arguments. */
  called: 14,
  shape: 10,
  /** What callers hand in: the type that they declare, the only type, one of several. */
  declared: 4,
  only: 12,
  one: 6,
  /** A named type that is built the same, that has the members asked for, that has the name of the place. */
  structure: 45,
  members: 9,
  name: 6,
  /** What comes out of a function, where that is declared, and what nearly all functions of that name say. */
  inferred: 40,
  origin: 10,
  rule: 48,
  /** What comes out of it where the checker found nothing to put in, and under the name of a generic type. */
  vague: 10,
  generic: 45,
  /** What is cast to `any` on its way out. */
  cast: 20,
  /** A type parameter that has no other use. */
  used: 20,
};

export type Evidence = keyof typeof weights;
