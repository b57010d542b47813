// Package writes is the one gate of everything that changes something in Concur. It stands
// where a request leaves, so that no tool can go around it: what an agent asked for is held
// to the operator's limits, shown in place of being sent (dry run), confirmed by a person,
// done once, and recorded before and after.
//
// It knows nothing of MCP. How a person is asked is for others.
package writes
