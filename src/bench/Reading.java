/**
 * One figure that is not the cost of work.
 *
 * @param work what was done, as the first column of the table
 * @param figure what was measured, with its unit
 * @param lessIsBetter for the comparison
 */
record Reading(String work, String figure, boolean lessIsBetter) {}
