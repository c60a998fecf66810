// Stands for parts of the age library that the sealed pages never use: post-quantum and tagged recipients.
// Whoever writes such a recipient gets this error; every key of this house is X25519.
const absent = new Proxy({}, {
  get() {
    throw new Error("unrecognized recipient type");
  },
});
export { absent as MLKEM768P256, absent as MLKEM768X25519, absent as p256 };
