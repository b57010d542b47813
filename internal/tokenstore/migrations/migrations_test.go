package migrations_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/migrations"
)

func folder(names ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, name := range names {
		files["migrations/"+name] = &fstest.MapFile{Data: []byte("-- " + name)}
	}
	return files
}

func TestStepsComeInOrder(t *testing.T) {
	t.Parallel()
	all, err := migrations.Read(folder("0002_more.sql", "0001_tables.sql"))
	require.NoError(t, err)
	assert.Equal(t, []migrations.Migration{
		{Number: 1, Name: "0001_tables.sql", SQL: "-- 0001_tables.sql"},
		{Number: 2, Name: "0002_more.sql", SQL: "-- 0002_more.sql"},
	}, all)
}

func TestNumbersHaveNoGapsAndNoTwins(t *testing.T) {
	t.Parallel()
	for name, files := range map[string]fstest.MapFS{
		"a gap":       folder("0001_a.sql", "0003_b.sql"),
		"twins":       folder("0001_a.sql", "0001_b.sql"),
		"no number":   folder("tables.sql"),
		"from zero":   folder("0000_a.sql"),
		"short digit": folder("1_a.sql"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := migrations.Read(files)
			require.Error(t, err)
		})
	}
}

func TestOnlyWhatIsMissingIsDone(t *testing.T) {
	t.Parallel()
	all, err := migrations.Read(folder("0001_a.sql", "0002_b.sql"))
	require.NoError(t, err)
	for had, want := range map[int][]migrations.Migration{0: all, 1: all[1:], 2: {}} {
		missing, err := migrations.Missing(all, had)
		require.NoError(t, err)
		assert.Equal(t, want, missing)
	}
	_, err = migrations.Missing(all, 3)
	require.ErrorContains(t, err, "use the newer program")
}
