package limits

// The facts about people, as they are called where they are missing.
const (
	factSelf       = "who calls, as a person in Concur,"
	factDelegators = "the list of those whose delegate the caller is"
)

// ownReports is own_reports_only.
type ownReports struct{ path string }

const leaveToOwner = "Leave this to the owner, or ask the person to do it in Concur."

func (ownReports) needs(f Facts, o operation) Needs {
	about := o.onReport && !o.decides
	return Needs{Target: about, Self: about || !o.decides && f.ActingFor.known()}
}

func (r ownReports) check(f Facts, o operation) *Refusal {
	switch {
	case o.unknown:
		return unknownWrite(r.path, f)
	case o.decides:
		return nil // Those are about reports of others by their nature.
	}
	if o.onReport {
		if refusal := r.mustBeSelf(f, f.Owner, "the owner of the report"); refusal != nil {
			return refusal
		}
	}
	// What is on no report is somebody's all the same, and has nothing else to tell by.
	if f.ActingFor.known() || !o.onReport {
		return r.mustBeSelf(f, f.ActingFor, "whom this is for")
	}
	return nil
}

func (r ownReports) mustBeSelf(f Facts, person Person, fact string) *Refusal {
	if !person.known() {
		return missing(r.path, fact, leaveToOwner)
	}
	if !f.Self.known() {
		return missing(r.path, factSelf, leaveToOwner)
	}
	same, known := person.is(f.Self)
	switch {
	case !known:
		return missing(r.path, "whether the caller is "+fact, leaveToOwner)
	case !same:
		return broken(r.path, leaveToOwner, "%s is true; this is about somebody else's", r.path)
	default:
		return nil
	}
}

func (r ownReports) words() string {
	return "Only the caller's own reports may be changed and submitted; approving and sending back are not concerned (" + r.path + ")."
}

// noSelfApproval is no_self_approval.
type noSelfApproval struct{ path string }

const leaveToApprover = "Leave this to another approver."

func (o operation) approvesOwned() bool { return o.approves || o.paysAdvance }

func (noSelfApproval) needs(_ Facts, o operation) Needs {
	concerned := o.approvesOwned()
	return Needs{Target: concerned, Self: concerned, Delegators: concerned}
}

func (r noSelfApproval) check(f Facts, o operation) *Refusal {
	switch {
	case o.unknown:
		return unknownWrite(r.path, f)
	case !o.approvesOwned():
		return nil
	case !f.Owner.known():
		return missing(r.path, "the owner", leaveToApprover)
	case !f.Self.known():
		return missing(r.path, factSelf, leaveToApprover)
	case f.Delegators == nil:
		return missing(r.path, factDelegators, leaveToApprover)
	}
	if refusal := r.mustDiffer(f.Owner, f.Self, "the caller's own"); refusal != nil {
		return refusal
	}
	others := f.Delegators
	if f.ActingFor.known() {
		others = append([]Person{f.ActingFor}, others...)
	}
	for _, other := range others {
		if refusal := r.mustDiffer(f.Owner, other, "that of somebody whose delegate the caller is"); refusal != nil {
			return refusal
		}
	}
	return nil
}

func (r noSelfApproval) mustDiffer(owner, other Person, whose string) *Refusal {
	same, known := owner.is(other)
	switch {
	case !known:
		return missing(r.path, "whether this is "+whose, leaveToApprover)
	case same:
		return broken(r.path, leaveToApprover, "%s is true; this is %s", r.path, whose)
	default:
		return nil
	}
}

func (r noSelfApproval) words() string {
	return "Nobody approves what is their own or that of somebody whose delegate they are (" + r.path + ")."
}
