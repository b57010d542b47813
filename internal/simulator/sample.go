package simulator

// SampleReport names a report and its expenses, for who calls operations on them.
type SampleReport struct {
	ID       string // v4
	Expenses []SampleExpense
}

// SampleExpense names an expense.
type SampleExpense struct {
	ID, V3ID string
	// Type is the name of its expense type.
	Type string
}

// Report finds a report by its name, whoever owns it, and tells whether there is one.
// The sample company has the same ids in each simulator with the same seed.
func (s *Simulator) Report(name string) (SampleReport, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.state.reports {
		if r.name != name {
			continue
		}
		found := SampleReport{ID: r.id}
		for _, e := range r.expenses {
			spentOn := s.state.policyOf(r).typeOf(e)
			found.Expenses = append(found.Expenses, SampleExpense{ID: e.id, V3ID: e.v3ID, Type: spentOn.name})
		}
		return found, true
	}
	return SampleReport{}, false
}
