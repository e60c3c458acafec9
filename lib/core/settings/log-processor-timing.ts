/**
 * How the times of the log processor hang together. All follow from the function's timeout:
 *
 *     0        1x timeout        2x lease                                  6x visibility
 *     |--------|-----------------|-----------------------------------------|
 *     claim    the handler       others may take                           the message of a handler that died
 *              is surely dead    the claim over                            comes back, and finds the lease over
 *
 * A lease that were shorter than the timeout would let two living handlers send one alert; a visibility timeout
 * that were shorter than the lease would waste a receive on every crash.
 */

/** How long a claim keeps other handlers off, for `LogProcessorSettings.leaseSeconds`. */
export function leaseSecondsFor(functionTimeoutSeconds: number): number {
  return 2 * functionTimeoutSeconds;
}

/**
 * The queue's visibility timeout: six times the function's, as Lambda asks for.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function visibilityTimeoutSecondsFor(functionTimeoutSeconds: number): number {
  return 6 * functionTimeoutSeconds;
}
