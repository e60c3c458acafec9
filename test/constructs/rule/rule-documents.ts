export const SIGMA = `title: Logging was stopped
id: stop-1
name: stopped
level: high
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: StopLogging}, condition: s}
`;
