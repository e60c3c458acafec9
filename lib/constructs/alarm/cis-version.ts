/** A version of the CIS AWS Foundations Benchmark whose alarms Security Hub checks. */
export enum CisVersion {
  /** All fourteen. */
  V1_2 = '1.2',
  /** Without the alarms on denied calls and on sign-ins without a second factor. */
  V1_4 = '1.4',
}
