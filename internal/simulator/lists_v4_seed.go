package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

//go:embed seed_lists.json
var seedListsText []byte

type seedLists struct {
	Categories []string
	Lists      []seedList
}

type seedList struct {
	Name, Category string
	Levels         int
	Deleted        bool
	Items          []seedListItem
	// Of names a list whose items with the Codes belong to this one too.
	Of    string
	Codes []string
}

// seedListItem has its children written out, or one for each team at each site.
type seedListItem struct {
	Code, Value  string
	Deleted      bool
	Items        []seedListItem
	Sites, Teams []string
}

// lists adds the lists behind the custom fields and those of seed_lists.json.
func (s *seeder) lists() error {
	var file seedLists
	if err := json.Unmarshal(seedListsText, &file); err != nil {
		return fmt.Errorf("read seed_lists.json: %w", err)
	}
	ids, categories := s.idsFor("lists"), map[string]string{}
	for _, name := range file.Categories {
		categories[name] = ids.uuid()
	}
	for _, f := range s.st.customFields {
		if f.list {
			s.fieldList(f, categories["Normal"])
		}
	}
	for _, described := range file.Lists {
		made := &valueList{
			id: ids.uuid(), name: described.Name, levels: described.Levels, categoryID: categories[described.Category],
			category: described.Category, deleted: described.Deleted,
		}
		s.st.lists = append(s.st.lists, made)
		s.share(described, made)
		for _, i := range described.Items {
			s.listNode(ids, made, nil, i)
		}
	}
	return nil
}

// fieldList is the list that a form field names, with the items that the field takes.
func (s *seeder) fieldList(f *customField, categoryID string) {
	made := &valueList{id: dashed(hashID("list", f.id)), name: f.label, levels: 1, categoryID: categoryID, category: "Normal"}
	s.st.lists = append(s.st.lists, made)
	for _, i := range f.items {
		s.st.listNodes = append(s.st.listNodes, &listNode{
			id: dashed(i.id), shortCode: i.code, value: i.value, level: 1, lists: []string{made.id},
		})
	}
}

// share makes items of another list members of this one.
func (s *seeder) share(described seedList, made *valueList) {
	for _, other := range s.st.lists {
		if other.name != described.Of {
			continue
		}
		for _, node := range s.st.listNodes {
			if node.in(other.id) && slices.Contains(described.Codes, node.shortCode) {
				node.lists = append(node.lists, made.id)
			}
		}
	}
}

func (s *seeder) listNode(ids *idSource, in *valueList, parent *listNode, described seedListItem) {
	made := &listNode{
		id: ids.uuid(), shortCode: described.Code, value: described.Value, parent: parent, level: 1, deleted: described.Deleted,
		lists: []string{in.id},
	}
	if parent != nil {
		made.level = parent.level + 1
	}
	s.st.listNodes = append(s.st.listNodes, made)
	for _, site := range described.Sites {
		for number, team := range described.Teams {
			code := fmt.Sprintf("%s%02d", strings.ToUpper(strings.ReplaceAll(site, " ", ""))[:3], number+1)
			s.listNode(ids, in, made, seedListItem{Code: code, Value: site + " " + team})
		}
	}
	for _, child := range described.Items {
		s.listNode(ids, in, made, child)
	}
}
