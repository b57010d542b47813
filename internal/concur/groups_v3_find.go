package concur

import (
	"context"
	"errors"
	"regexp"
)

// V3GroupsFor lists the expense groups of somebody who is named, or of Everybody;
// those of the person of the user connection if nobody is.
func (s *Session) V3GroupsFor(ctx context.Context, owner Ref) ([]V3Group, error) {
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return nil, err
	}
	return s.V3GroupsUnder(ctx, login)
}

// GetV3Group reads one expense group, as it is for an owner. It is named by id or by
// name; what looks like an id is taken at its word.
func (s *Session) GetV3Group(ctx context.Context, owner, ref Ref) (V3Group, error) {
	id := string(ref)
	if !looksProtected(ref) {
		groups, err := s.V3GroupsFor(ctx, owner)
		if err != nil {
			return V3Group{}, err
		}
		found, err := pickNamed("expense group", ref, groups, func(g V3Group) choice { return choice{id: g.ID, name: g.Name} })
		if err != nil {
			return V3Group{}, err
		}
		id = found.ID
	}
	login, err := s.OwnerLogin(ctx, owner)
	if err != nil {
		return V3Group{}, err
	}
	var group V3Group
	err = s.do(ctx, request{
		operation: "get_expense_group_configuration", path: map[string]string{"id": id}, query: query("user", login),
	}, &group)
	return group, err
}

// FindV3Policy finds a policy of an owner by its v3 id or its name.
func (s *Session) FindV3Policy(ctx context.Context, owner, ref Ref) (V3Policy, error) {
	groups, err := s.V3GroupsFor(ctx, owner)
	if err != nil {
		return V3Policy{}, err
	}
	var policies []V3Policy
	for _, group := range groups {
		policies = append(policies, group.Policies...)
	}
	return pickNamed("policy", ref, policies, func(p V3Policy) choice { return choice{id: p.ID, name: p.Name} })
}

// pickNamed finds the one of several that a Ref names.
func pickNamed[T any](kind string, ref Ref, all []T, as func(T) choice) (T, error) {
	choices := make([]choice, len(all))
	for i, one := range all {
		choices[i] = as(one)
	}
	i, err := pick(kind, ref, choices)
	if err != nil {
		var none T
		return none, err
	}
	return all[i], nil
}

// typeCode is the form of the code of an expense type (Expense Entries v3 >
// ExpenseTypeCode).
var typeCode = regexp.MustCompile(`^[A-Z0-9]{1,5}$`)

// FindV3TypeCode gives the code of an expense type that is named by code or name, which
// may be as short and in capital letters. What looks like a code and is none here is
// taken at its word: it may be of a policy of somebody else.
func (s *Session) FindV3TypeCode(ctx context.Context, ref Ref) (string, error) {
	if ref == "" {
		return "", nil
	}
	groups, err := s.V3Groups(ctx)
	if err == nil {
		var found V3ExpenseType
		if found, err = pickType(ref, typesOf(groups, "")); err == nil {
			return found.Code, nil
		}
	}
	if several, ok := errors.AsType[*LookupError](err); typeCode.MatchString(string(ref)) && (!ok || !several.Ambiguous) {
		return string(ref), nil
	}
	return "", err
}
