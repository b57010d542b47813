package catalogue

import "slices"

// openID gives the id_token, which says whose account was connected. Every
// application has it (Scopes).
const openID = "openid"

// ScopesFor lists the scopes that a connection of a kind needs to run operations,
// in order: the first alternative of each group, and openid. Names that stand for
// no operation, and operations that the kind cannot run, add nothing.
func ScopesFor(operations []string, kind Token) []string {
	scopes := []string{openID}
	for _, op := range All() {
		if !slices.Contains(operations, op.Name) || !op.Takes(kind) {
			continue
		}
		for _, group := range op.Scopes {
			scopes = append(scopes, alternativeFor(group, kind))
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// alternativeFor picks the scope of a group to ask for. Of Profile v1, user.read is
// for persons and company.read for companies.
func alternativeFor(group []string, kind Token) string {
	const companyProfile = "company.read"
	if kind == Company && slices.Contains(group, companyProfile) {
		return companyProfile
	}
	return group[0]
}
