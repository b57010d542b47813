package tools

// Undo says how what a call did can be undone: a call of a tool, ready to be made, or
// why there is none.
type Undo struct {
	Tool      string `json:"tool,omitempty"`
	Arguments any    `json:"arguments,omitempty"`
	// Note says why nothing undoes it, or what the call of the tool does not bring back.
	Note string `json:"note,omitempty"`
}

// Undo says which call undoes what this one does. A change says it before it writes, with
// the former values, so that the journal has them whatever becomes of the write; a
// creation says it once it has the id. arguments is a struct or map of the tool's own
// argument names. note, which may be empty, says what that does not bring back.
func (c *Call) Undo(tool string, arguments any, note string) {
	c.undo = &Undo{Tool: tool, Arguments: arguments, Note: note}
}

// NoUndo says why nothing undoes what this call does.
func (c *Call) NoUndo(why string) { c.undo = &Undo{Note: why} }

// Undoing is what was said last; nil if nothing was.
func (c *Call) Undoing() *Undo { return c.undo }
