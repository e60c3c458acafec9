/** How the name of a Region is written, such as `eu-west-1`. What is no more than this may become part of a host name. */
export const REGION_NAME = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;
