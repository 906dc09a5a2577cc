/** The part of jStat that is used, which has no types of its own. */
declare module 'jstat' {
  const jStat: {
    normal: {
      pdf(x: number, mean: number, sd: number): number;
      inv(p: number, mean: number, sd: number): number;
    };
    studentt: { inv(p: number, df: number): number };
    beta: { inv(p: number, alpha: number, beta: number): number };
  };
  export default jStat;
}
