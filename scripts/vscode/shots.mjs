/** The pictures of the README and the docs, by the steps that lead to them. */

/** @type {import('./screenshots.mjs').Shots[]} */
export const shots = [];
