// An Isle without an inside: the test asks the page's handlers itself, and says what state to show.
class Stub extends HTMLElement {
  connectedCallback() {
    this.textContent = `The Isle (${this.getAttribute("lang")}, ${this.getAttribute("theme")})`;
    Object.assign(this.style, { border: "1px dashed", borderRadius: "12px", padding: "24px" });
  }

  say(state, address, profileId) {
    this.dispatchEvent(new CustomEvent("idos-state", { detail: { state, address, profileId }, bubbles: true }));
  }
}
customElements.define("idos-isle", Stub);
