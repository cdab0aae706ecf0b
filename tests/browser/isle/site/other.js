// Says the element's first word to its neighbour, in whose page it is not the parent.

const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ data }) => parent.heardElsewhere.push(data);
parent.isleWindow.postMessage({ type: "idos-isle:hello", version: 1 }, "*", [port2]);
