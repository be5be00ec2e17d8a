# The four basic checks on name,sex,birth_date,national_id,mobile,address,case_no: format, check digit, phone, repeats.
BEGIN {
    FS = ","
    split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", w, " ")
}
NR > 1 {
    id = $4
    if (length(id) == 18 && id ~ /^[0-9]*[0-9X]$/) {
        shaped++
        s = 0
        for (i = 1; i <= 17; i++) s += w[i] * substr(id, i, 1)
        if (substr("10X98765432", s % 11 + 1, 1) == substr(id, 18)) holds++
    }
    if (length($5) == 11 && $5 ~ /^1[3-9]/) phones++
    if (seen[id]++) repeated++
}
END { printf "{\"shaped\": %d, \"check digits hold\": %d, \"phones shaped\": %d, \"surplus numbers\": %d}\n", shaped, holds, phones, repeated }
