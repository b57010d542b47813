package testkit

// Args are the arguments of a tool call.
type Args = map[string]any

// With is a copy of arguments with others in it; nil takes one out.
func With(base, more Args) Args {
	merged := Args{}
	for _, some := range []Args{base, more} {
		for name, value := range some {
			if merged[name] = value; value == nil {
				delete(merged, name)
			}
		}
	}
	return merged
}
