// Package limits holds the operator's rules for an agent, and says which of them a
// write would break.
//
// The rules are plain data of the settings file, under the key "limits". A rule is held
// against facts that somebody else has found out; a fact that a rule needs and that could
// not be found refuses the write, so that nothing passes because nobody looked.
package limits
