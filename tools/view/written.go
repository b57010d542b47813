package view

// Written is the part that the results of all writes share.
type Written struct {
	// Verified is true when the target was read afterwards and shows what was asked for.
	Verified bool `json:"verified"`
	// Note says what differs from what was asked for, or why nothing could be read.
	Note string `json:"note,omitempty"`
}
