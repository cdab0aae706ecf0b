"""Applications on the public SDK, as any integrator could write them: an issuer, a consumer, a demo."""
