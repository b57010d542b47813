package simulator

import "maps"

// handlers lists what answers each operation of the catalogue, by its name.
func (s *Simulator) handlers() map[string]handler {
	all := coreHandlers()
	maps.Copy(all, expenseHandlers())
	return all
}

// coreHandlers answer everything that is not a report, an expense or a workflow
// action. The OAuth operations are missing: they need no state and no token, so
// the simulator answers them by itself.
func coreHandlers() map[string]handler {
	return map[string]handler{}
}
