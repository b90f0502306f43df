/** @param {readonly number[]} numbers @returns {number} the upper one of an even count */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
