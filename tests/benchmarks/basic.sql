-- The four basic checks: format, check digit, phone, repeats. $path is the sample.
WITH records AS (SELECT * FROM read_csv($path, header = true, all_varchar = true, delim = ',')),
checked AS (
    SELECT
        national_id,
        regexp_full_match(national_id, '[0-9]{17}[0-9X]') AS shaped,
        regexp_full_match(mobile, '1[3-9][0-9]{9}') AS phone,
        CASE WHEN regexp_full_match(national_id, '[0-9]{17}[0-9X]') THEN
            substr('10X98765432', (
                7 * (ascii(substr(national_id, 1, 1)) - 48) + 9 * (ascii(substr(national_id, 2, 1)) - 48)
                + 10 * (ascii(substr(national_id, 3, 1)) - 48) + 5 * (ascii(substr(national_id, 4, 1)) - 48)
                + 8 * (ascii(substr(national_id, 5, 1)) - 48) + 4 * (ascii(substr(national_id, 6, 1)) - 48)
                + 2 * (ascii(substr(national_id, 7, 1)) - 48) + 1 * (ascii(substr(national_id, 8, 1)) - 48)
                + 6 * (ascii(substr(national_id, 9, 1)) - 48) + 3 * (ascii(substr(national_id, 10, 1)) - 48)
                + 7 * (ascii(substr(national_id, 11, 1)) - 48) + 9 * (ascii(substr(national_id, 12, 1)) - 48)
                + 10 * (ascii(substr(national_id, 13, 1)) - 48) + 5 * (ascii(substr(national_id, 14, 1)) - 48)
                + 8 * (ascii(substr(national_id, 15, 1)) - 48) + 4 * (ascii(substr(national_id, 16, 1)) - 48)
                + 2 * (ascii(substr(national_id, 17, 1)) - 48)
            ) % 11 + 1, 1) = substr(national_id, 18, 1)
        ELSE false END AS holds
    FROM records
)
SELECT
    count(*) FILTER (shaped) AS "shaped",
    count(*) FILTER (holds) AS "check digits hold",
    count(*) FILTER (phone) AS "phones shaped",
    count(*) - count(DISTINCT national_id) AS "surplus numbers"
FROM checked
