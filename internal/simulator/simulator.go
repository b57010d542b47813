package simulator

// Simulator is a simulated Concur.
type Simulator struct{}

const imageAPI = "Image v1"
